#!/usr/bin/env bash
# Synthesizes, plans every stack and reviews each plan: for any CI, and for .github/workflows/plan-review.yml.
#
#   scripts/review-plan.sh [FOLDER]      FOLDER: where <stack>.md is written (default: cdktf.out/reviews)
#
# Needs npm ci, terraform, and AWS credentials that may read what the stacks made and their state; nothing is changed or locked.
# Exit codes: 0 nobody gains access, 1 access widens in some stack, 2 some stack could not be planned or reviewed.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
reviews=$(node -p 'require("node:path").resolve(process.argv[1])' "${1:-$root/cdktf.out/reviews}")
cd "$root"

npm run --silent synth || exit 2
mkdir -p "$reviews"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Plans one stack. The plan stays out of the checkout, where a CI might collect it.
plan_to_json() {
  terraform -chdir="$1" init -input=false -no-color >&2 &&
    terraform -chdir="$1" plan -input=false -no-color -lock=false -out="$work/tfplan" >&2 &&
    terraform -chdir="$1" show -json "$work/tfplan" >"$work/plan.json"
}

widens=0
failed=0
stacks=$(node -p 'Object.keys(require("./cdktf.out/manifest.json").stacks).join("\n")')
for stack in $stacks; do
  echo "== $stack" >&2
  rm -f "$work/plan.json"
  code=2
  if plan_to_json "cdktf.out/stacks/$stack"; then
    code=0
    node cli/bin.mjs review "$work/plan.json" --exit-code --markdown >"$reviews/$stack.md" || code=$?
  fi
  case $code in
    0) ;;
    1) widens=1 ;;
    *)
      failed=1
      printf '<!-- iot-auth review: %s -->\n## `%s`: no review\n\nThe plan failed; the log of this run says why.\n' "$stack" "$stack" >"$reviews/$stack.md"
      ;;
  esac
  cat "$reviews/$stack.md"
done

[ "$failed" -eq 0 ] || exit 2
exit "$widens"
