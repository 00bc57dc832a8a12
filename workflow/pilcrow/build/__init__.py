"""How a build is decided and told: digests, the plan, progress."""
