"""The commands of `pilcrow`, one module each."""
