#!/usr/bin/env bash
# Synthesizes, plans every stack and reviews each plan: for any CI, and for .github/workflows/plan-review.yml.
#
#   scripts/review-plan.sh [FOLDER [BASE]]
#
#   FOLDER   where <stack>.md is written (default: cdktf.out/reviews)
#   BASE     a checkout of the branch that the change is merged into, after npm ci. Its code is trusted: it synthesizes
#            this configuration and reviews the plans, so that code of the change does not write its own verdict. The
#            script also names stacks of BASE that the configuration no longer has, and files that the change touches
#            besides configuration and users
#
# Needs npm ci, terraform, and AWS credentials that may read the stacks' resources and state; changes and locks nothing.
# Exit codes: 0 nobody gains access, 1 access widens in some stack, 2 some stack could not be planned or reviewed.
set -euo pipefail
# A workflow runs the base's copy of this script, which the proposed change cannot edit, on the checkout of the change.
root=$(cd "${REVIEWED_CHECKOUT:-$(dirname "$0")/..}" && pwd)
absolute() { node -p 'require("node:path").resolve(process.argv[1])' "$1"; }
reviews=$(absolute "${1:-$root/cdktf.out/reviews}")
base=${2:+$(absolute "$2")}
cd "$root"

# Names of the stacks of a checkout that was synthesized.
stacks_of() { node -p 'Object.keys(JSON.parse(fs.readFileSync(process.argv[1], "utf8")).stacks).join("\n")' "$1/cdktf.out/manifest.json"; }

# Plans one stack. The plan stays out of the checkout, where a CI might collect it.
plan_to_json() {
  terraform -chdir="$1" init -input=false -no-color >&2 &&
    terraform -chdir="$1" plan -input=false -no-color -lock=false -out="$work/tfplan" >&2 &&
    terraform -chdir="$1" show -json "$work/tfplan" >"$work/plan.json"
}

# Sets $trusted to the synthesis that each plan is compared with: this configuration, synthesized by the base's code if there is a base.
synthesize_trusted() {
  if [ -z "$base" ]; then
    trusted=$root/cdktf.out
    return
  fi
  trusted=$work/trusted
  (cd "$base" && CDKTF_OUTDIR=$trusted node --import tsx main.ts "$root/iot-auth.config.ts") >&2
}

# Files that the change touches, besides configuration and users, if both folders are git checkouts.
changed_files() {
  [ -n "$base" ] && [ -e "$base/.git" ] && [ -e "$root/.git" ] || return 0
  git -C "$base" ls-tree -r HEAD | LC_ALL=C sort >"$work/base.txt"
  git -C "$root" ls-tree -r HEAD | LC_ALL=C sort >"$work/head.txt"
  LC_ALL=C comm -3 "$work/base.txt" "$work/head.txt" | sed 's/^\t//' | cut -f 2 | LC_ALL=C sort -u |
    grep -vE '^iot-auth\.config\.ts$|^users[A-Za-z0-9._-]*\.json$' | tr -d '`<>' | head -n 100 || true
}

# Lists changed code, whose effect no plan shows.
code_review() {
  changed_files >"$work/files.txt"
  [ -s "$work/files.txt" ] || return 0
  printf '\n### Changed besides configuration and users\n\nThe plan does not show what these files do once they are merged; look at their diff.\n\n'
  sed 's/.*/- `&`/' "$work/files.txt"
}

failed_review() {
  printf '<!-- iot-auth review: %s -->\n## `%s`: no review\n\nThe plan failed; the log of this run says why.\n' "$1" "$1"
}

# The same text as in .github/workflows/plan-review.yml, which runs no code of a pull request.
removed_review() {
  sed "s/STACK/$1/g" <<'END'
<!-- iot-auth review: STACK -->
## `STACK`: no longer in the configuration

The resources of this stack stay in AWS: users who could log in still can, and no plan shows the stack any more. To destroy it, use a checkout that still has it:

```sh
npm ci
npm run synth
cd cdktf.out/stacks/STACK
terraform init
terraform destroy
```

If the stack has its own endpoint, disable the endpoint first, see docs/endpoints.md. If the stack was never deployed or is already destroyed, there is nothing to do. A renamed stack is a new stack to Terraform, which creates it in addition to the old one.
END
}

npm run --silent synth >&2 || exit 2
stacks=$(stacks_of .)
mkdir -p "$reviews"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Removes the reviews of an earlier run, and writes a failed review for each stack first, for a run that is interrupted.
for file in "$reviews"/*.md; do
  case $(head -n 1 "$file" 2>/dev/null) in '<!-- iot-auth review: '*) rm "$file" ;; esac
done
for stack in $stacks; do failed_review "$stack" >"$reviews/$stack.md"; done

widens=0
failed=0
if ! synthesize_trusted; then
  echo "The code of $base does not understand this configuration: merge the code that it needs first, and then the configuration." >&2
  exit 2
fi
for stack in $stacks; do
  echo "== $stack" >&2
  rm -f "$work/plan.json"
  code=2
  if plan_to_json "cdktf.out/stacks/$stack"; then
    code=0
    node "${base:-$root}/cli/bin.mjs" review "$work/plan.json" --synthesized "$trusted" --plan-file "$work/tfplan" --exit-code --markdown >"$work/review.md" || code=$?
    code_review >>"$work/review.md"
  fi
  case $code in
    0) ;;
    1) widens=1 ;;
    *) failed=1 ;;
  esac
  [ "$code" -gt 1 ] || mv "$work/review.md" "$reviews/$stack.md"
  cat "$reviews/$stack.md"
done

if [ -n "$base" ]; then
  echo "== stacks of $base" >&2
  if npm run --silent --prefix "$base" synth >&2; then
    for stack in $(stacks_of "$base"); do
      [ -e "$reviews/$stack.md" ] || removed_review "$stack" | tee "$reviews/$stack.md"
    done
  else
    echo "$base cannot be synthesized: stacks that the configuration no longer has are not looked for." >&2
  fi
fi

[ "$failed" -eq 0 ] || exit 2
exit "$widens"
