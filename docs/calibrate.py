"""Run the baseline and write docs/calibration.md: `python docs/calibrate.py`, a minute."""

from __future__ import annotations

from pathlib import Path

from countergaze.experiments import calibration

if __name__ == "__main__":
    page = Path(__file__).with_name("calibration.md")
    page.write_text(calibration.table(calibration.rows()), encoding="utf-8", newline="\n")
    print(f"{page.name} written")
