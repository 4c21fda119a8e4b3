package words

import (
	"fmt"
	"strconv"

	"golang.org/x/text/number"
)

// group writes a whole number with its digits grouped (12.345 in Spanish,
// 12,345 in English), and anything else as it is. Spanish leaves four digits
// together (RAE, Ortografía 2010), which x/text does not know.
func (t *language) group(n any) string {
	var whole int64
	switch n := n.(type) {
	case int:
		whole = int64(n)
	case int64:
		whole = n
	default:
		return fmt.Sprint(n)
	}
	if -t.dates.grouped < whole && whole < t.dates.grouped {
		return strconv.FormatInt(whole, 10)
	}
	return t.numbers.Sprint(number.Decimal(whole))
}

// Bytes is the size of a file: "184 KB", "1,2 MB". A KB has 1024 bytes, as in
// the limits that people are told.
func (l *Localizer) Bytes(n int64) string {
	if n < 1024 {
		return l.catalogue.decorate(strconv.FormatInt(n, 10) + " B")
	}
	units, size := []string{"KB", "MB", "GB", "TB"}, float64(n)/1024
	for len(units) > 1 && size >= 1023.5 { // 1023.5 would be written 1024 KB
		units, size = units[1:], size/1024
	}
	digits := 0
	if units[0] != "KB" && size < 9.95 { // a tenth matters in 1.2 MB, not in 12 MB
		digits = 1
	}
	return l.catalogue.decorate(l.language.numbers.Sprint(number.Decimal(size, number.MaxFractionDigits(digits))) + " " + units[0])
}
