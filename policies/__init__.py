"""The policy pack: a second opinion on the finished resources, hand-written ones included.

`rules.RULES` are all rules; they judge plain `Resource` values and import no engine, so a review can run them over
recorded resources. `pack` alone knows Pulumi's policy SDK.
"""
