# Whom the control plane runs as, and the group that may read the copies of its keys.
"nixfleet-cp"
