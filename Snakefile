module pilcrow:
    snakefile:
        "workflow/Snakefile"
    config:
        config


use rule * from pilcrow
