#!/bin/sh
# Whole trees, and runs that must end in time.
. "$(dirname "$0")/lib.sh"

repository
zone 1 'old 5 A 192.0.2.9' > zones/example.net.zone
sed -i 's/example.com/example.net/g' zones/example.net.zone
git add zones
git commit -q -m old
run 0 'what stands is not judged' zonevet check
run 1 'but with --all' zonevet check --all
says 'the zone that nobody touched' 'old.example.net.'
run 0 'paths narrow it' zonevet check --all zones/example.com.zone
run 1 'to the other zone too' zonevet check --all zones/example.net.zone

run 2 'a deadline is a number of seconds' zonevet check --deadline soon
run 2 'and not 0' zonevet check --deadline 0
run 0 'a deadline that is met' zonevet check --deadline 600

# A pipe that gives its bytes too slowly: the zone behind it is never judged.
zone 1 > old.zone
awk 'BEGIN { print "@ SOA a b 1 2 3 4 5\n@ NS a.example.net."; for (i = 0; i < 600000; i++) printf "h%d A 192.0.2.1\n", i }' > many.zone
mkfifo slow
{ sleep 2; cat many.zone; } > slow &
run 2 'a deadline that is not met' zonevet check old.zone slow --origin example.com. --deadline 1
says 'it is named' 'the deadline of 1 s passed; 1 of 1 zones were not judged: example.com.'
wait

finish
