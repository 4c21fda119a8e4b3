package search

import "slices"

// An ID is also known by its last signs, which people read aloud. An index looks for
// beginnings, so it has the end of each backwards, behind a mark of its own.
const (
	end       = "¬"
	minEnded  = 5 // characters of what has an end beside itself, three of them digits
	minEnding = 4
	maxEnding = 8
)

// ending is what is kept and looked for of the last signs of an ID, all of ASCII.
func ending(signs string) string {
	turned := []byte(signs)
	slices.Reverse(turned)
	return end + string(turned)
}

// written are the ways in which an ID may stand in a text: as it is, as the end of a
// longer one, with blanks between letters and numbers, or in groups.
func written(id string) [][]Sought {
	ways := Begins(id)
	if n := len(id); n >= minEnding && n <= maxEnding && digits(id) > 0 && signs(id) == n {
		ways = append(ways, Begins(ending(id))...)
	}
	if digits(id) == 0 || allDigits(id) || signs(id) != len(id) {
		return ways
	}
	for _, groups := range [][]string{
		apart(id, 1, func(a, b byte) bool { return isDigit(a) != isDigit(b) }),
		apart(id, 3, func(a, b byte) bool { return isDigit(a) && !isDigit(b) }),
		inFours(id), asUUID(id),
	} {
		if way := inGroups(id, groups); way != nil {
			ways = append(ways, way)
		}
	}
	return ways
}

// inGroups asks for each group of an ID as a word; the last one may go on with
// digits. Groups that many texts have by chance are none: nil.
func inGroups(id string, groups []string) (way []Sought) {
	longest := 0
	for i, group := range groups {
		shape := Word
		if allDigits(group) && i == len(groups)-1 {
			shape = Beginning
		}
		way, longest = append(way, Sought{Text: group, As: shape}), max(longest, len(group))
	}
	n := digits(id)
	if len(groups) < 2 || n < 3 || n == 3 && len(id) == 4 || longest < 3 && len(id) < 7 {
		return nil
	}
	return way
}

// apart cuts an ID where two of its signs belong to different groups, of so
// many signs at least.
func apart(id string, least int, differ func(a, b byte) bool) (groups []string) {
	for from, i := 0, 1; i <= len(id); i++ {
		if i < len(id) && !differ(id[i-1], id[i]) {
			continue
		}
		if groups = append(groups, id[from:i]); i-from < least || len(groups) > 4 {
			return nil
		}
		from = i
	}
	return groups
}

// inFours is how account numbers are printed.
func inFours(id string) (groups []string) {
	if len(id) < 12 || len(id) > maxGroup {
		return nil
	}
	for part := range slices.Chunk([]byte(id), 4) {
		groups = append(groups, string(part))
	}
	return groups
}

func asUUID(id string) []string {
	if len(id) != 32 {
		return nil
	}
	return []string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}
}
