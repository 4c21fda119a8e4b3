package words

import (
	"strings"

	bcp47 "golang.org/x/text/language"
)

// most is how many entries of an Accept-Language header are read; browsers send about five.
const most = 50

// Match picks the language for an Accept-Language header (RFC 9110, 12.5.4):
// of those it names that we have, in any region, the one with the highest q,
// the first of equals. A header that names none of them gets fallback.
//
// It asks for names only and leaves x/text's matcher aside: that one would
// give Catalans Spanish, and everybody else the first in its list, where the
// installation's own language is the better guess. Entries are parsed one by
// one, so that an unheard-of tag does not take the others with it.
func (c *Catalogue) Match(acceptLanguage, fallback string) string {
	best, weight := Source, float32(0)
	if c.Has(fallback) {
		best = fallback
	}
	for i, entry := range strings.SplitN(acceptLanguage, ",", most+1) {
		if i == most {
			break
		}
		tags, qs, err := bcp47.ParseAcceptLanguage(entry)
		if err != nil || len(tags) == 0 { // none left: q=0
			continue
		}
		base, sure := tags[0].Base()
		if sure == bcp47.Exact && c.Has(base.String()) && qs[0] > weight {
			best, weight = base.String(), qs[0]
		}
	}
	return best
}
