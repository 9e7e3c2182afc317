"""stub"""


def page(review):
    return ""
