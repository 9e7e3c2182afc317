"""The Pulumi components that a domain is made of: the only code that knows how the providers spell things.

What is made, what it is called and who may do what with it comes from `mesh` as data.
"""
