"""Who has to approve a change of which file, for GitHub and GitLab, from the owners in the domain files.

A domain's folder is its team's, the governance team's folder is its own, and so is what keeps domains to its word: the
policy pack, and the workflows and scripts that check and deploy a change, with this list among them. The rest of the
repository has the owners that the repository's own settings give it.
"""

from collections.abc import Iterable
from typing import Final

from mesh.governance import Governance
from mesh.model import Domain

PATH: Final = ".github/CODEOWNERS"

_HEADER: Final = "# Made by `mesh codeowners` from the owners in domains/. The last line that matches a file decides.\n"


def codeowners(domains: Iterable[Domain], governance: Governance | None) -> str:
    """The content of the file CODEOWNERS; an owner is an e-mail address of an account with write access."""
    owners = {f"/domains/{domain.name}/": domain.owner for domain in domains}
    if governance is not None:
        governed = ("/.ci/", "/.github/", "/domains/governance/", "/policies/")
        owners |= dict.fromkeys(governed, governance.owner)
    width = max(map(len, owners), default=0)
    return _HEADER + "".join(f"{path:{width}} {owner}\n" for path, owner in sorted(owners.items()))
