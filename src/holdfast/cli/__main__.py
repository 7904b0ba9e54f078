"""`python -m holdfast.cli` is `holdfast`, also where the script is not installed."""

from holdfast.cli import main

main()
