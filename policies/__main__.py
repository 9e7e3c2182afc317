"""What the engine runs: serve the pack until it is done."""

import sys
from pathlib import Path

# The engine runs this from the folder of the program that is judged, where there is no `policies` to import.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from policies.pack import Pack, serve

serve(Pack())
