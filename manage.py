#!/usr/bin/env python
"""Django's own commands, for developers. People who run the system use ``gjennomslag``."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gjennomslag.config.settings")
    from django.core.management import execute_from_command_line

    from gjennomslag.config.startup import start_database
    from gjennomslag.config.translations import compile_translations

    compile_translations()
    start_database()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
