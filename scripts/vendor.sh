#!/bin/sh
# Fetch what the pages use from others at its exact version and copy it into the repository.
# Needed only to change a version: the copies are committed, and nobody needs node to run the service.
set -eu
cd "$(dirname "$0")/vendor"
npm ci --ignore-scripts --no-audit --no-fund
npm run --silent vendor
