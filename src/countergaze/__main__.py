"""Run the command line with `python -m countergaze`."""

from countergaze.cli.main import main

if __name__ == "__main__":
    main(prog_name="countergaze")
