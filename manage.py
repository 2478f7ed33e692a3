#!/usr/bin/env python
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

from django.core.management import execute_from_command_line

os.umask(0o077)  # what is made here is for its owner alone
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levelground.config.settings")
execute_from_command_line(sys.argv)
