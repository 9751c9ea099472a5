# The example of each rule in `zonevet explain`: the smallest golden case that fires it, as C
# initialisers { "rule", "what changed", "what is said" }.  An example that is compiled in and
# tested cannot go stale.
#   cd tests/cases && awk -f examples.awk */*/expected.gcc

function quoted(text) {
	gsub(/\\/, "&&", text)
	gsub(/"/, "\\\"", text)
	return "\"" text "\\n\"\n"
}

# The finding of the rule in its expected file, severity first; empty: it does not fire.
function finding(file, rule,    line, found) {
	while ((getline line < file) > 0)
		if (found == "" && line ~ ": (error|warning|note): " && index(line, "[" rule "]") &&
		    line !~ /[^ -~]/)
			found = line
	close(file)
	sub(/^[^ ]* /, "", found)
	return found
}

# Lines of one version that the other lacks, behind a sign; without the SOA, which nearly every
# change bumps, unless it is all there is.
function lacking(sign, from, other, soa,    line, seen, out) {
	while ((getline line < other) > 0)
		seen[line] = 1
	while ((getline line < from) > 0)
		if (!(line in seen) && line !~ /^;/ && (soa || line !~ /[ \t]SOA[ \t]/)) {
			gsub(/\t/, "  ", line)
			out = out quoted(sign line)
			if (line ~ /[^ -~]/)
				out = out sprintf("%5000s", "")         # too long to be chosen
		}
	close(other)
	close(from)
	return out
}

# Does the case move a parameter?  Then its message does not show the defaults.
function moved(policy,    line, found) {
	while ((getline line < policy) > 0)
		found = found || line ~ /^\[rule/
	close(policy)
	return found
}

BEGIN {
	for (i = 1; i < ARGC; i++) {
		split(ARGV[i], part, "/")
		rule = part[1]
		folder = part[1] "/" part[2]
		said = finding(ARGV[i], rule)
		if (said == "")
			continue
		text = ""
		for (soa = rule ~ /^serial-/; soa < 2 && text == ""; soa++)
			text = lacking("-", folder "/before.zone", folder "/after.zone", soa) \
			    lacking("+", folder "/after.zone", folder "/before.zone", soa)
		cost = length(text) + (moved(folder "/policy.ini") ? 300 : 0) + \
		    (said ~ /^error/ ? 0 : said ~ /^warning/ ? 200 : 400)
		if (text == "" || cost > 1500 || (rule in least && least[rule] <= cost))
			continue
		least[rule] = cost
		example[rule] = text ",\n" quoted(said)
		if (!(rule in known)) {
			known[rule] = 1
			order[++n] = rule
		}
	}
	for (i = 1; i <= n; i++)
		printf "{ \"%s\",\n%s},\n", order[i], example[order[i]]
}
