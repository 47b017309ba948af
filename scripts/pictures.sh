#!/bin/sh
# The pictures of README and docs: the journeys walk through console and mini-program in a browser, and the chosen ones are kept.
set -eu
python=${1:-.venv/bin/python}
"$python" -m pytest tests/browser -n 2 --pictures -k "postgresql and (day or scan)"
"$python" -m pytest tests/miniprogram -n 2 --pictures -k "postgresql and (poster or claim_by_the_phone)"

# keep <journey> <picture> <name in docs/pictures>
keep() {
  cp build/screenshots/postgresql/"$1"/[0-9][0-9]-"$2".png docs/pictures/"$3".png
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

# on the worker's phone
keep_phone() {
  cp build/screenshots/miniprogram/postgresql/"$1"/[0-9][0-9]-"$2".png docs/pictures/"$3".png
}
joining=a_worker_comes_from_the_code_on_the_poster_into_the_union
carding=a_card_from_its_claim_by_the_phone_of_the_roster_to_the_next_one
keep_phone $joining oath worker-oath
keep_phone $joining progress worker-progress
keep_phone $carding card worker-card
keep_phone $carding valid worker-verify

# the picture of the first screen, put together from those above
"$python" scripts/first_picture.py
