#!/bin/sh
# The pictures of README and docs: the journeys walk through the console in a browser, and the chosen pictures are kept.
set -eu
python=${1:-.venv/bin/python}
"$python" -m pytest tests/browser -n 2 -k "sqlite and (day or scan)"

# keep <journey> <picture> <name in docs/pictures>
keep() {
  cp build/screenshots/sqlite/"$1"/[0-9][0-9]-"$2".png docs/pictures/"$3".png
}
keep chairs_day-script home chair-home
keep chairs_day-script send-back chair-application
keep chairs_day-script decision chair-decision
keep chairs_day-script roster chair-roster
keep townships_day-desk home township-home
keep townships_day-phone late township-late
keep countys_day-desk home county-home
keep countys_day-desk preview county-import
keep countys_day-desk chart county-progress
keep countys_day-desk league county-league
keep countys_day-desk approval county-approval
keep auditors_day exports auditor-exports
keep scan_to_sign_in-script scan sign-in-by-scan
