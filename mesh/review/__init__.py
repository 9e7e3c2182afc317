"""Two meshes compared, as their registered resources say: what a change does, in effect, before anybody merges it."""
