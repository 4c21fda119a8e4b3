package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/number"
)

// group writes a whole number with its digits grouped, and anything else as
// it is. Spanish leaves four digits together (RAE, Ortografía 2010), which
// x/text does not know.
func (t *tongue) group(n any) string {
	var whole int64
	switch n := n.(type) {
	case int:
		whole = int64(n)
	case int64:
		whole = n
	default:
		return fmt.Sprint(n)
	}
	if -t.almanac.grouped < whole && whole < t.almanac.grouped {
		return strconv.FormatInt(whole, 10)
	}
	return t.numbers.Sprint(number.Decimal(whole))
}

// Number is n for reading: 12.345 in Spanish, 12,345 in English. Ticket
// numbers are names, not numbers: they are shown without it.
func (v *Voice) Number(n int64) string { return v.book.dress(v.tongue.group(n)) }

// Bytes is the size of a file: "184 KB", "1,2 MB". A KB has 1024 bytes, as in
// the limits that people are told.
func (v *Voice) Bytes(n int64) string {
	if n < 1024 {
		return v.book.dress(strconv.FormatInt(n, 10) + " B")
	}
	units, size := []string{"KB", "MB", "GB", "TB"}, float64(n)/1024
	for len(units) > 1 && size >= 1023.5 { // 1023.5 would be written 1024 KB
		units, size = units[1:], size/1024
	}
	digits := 0
	if units[0] != "KB" && size < 9.95 { // a tenth matters in 1.2 MB, not in 12 MB
		digits = 1
	}
	return v.book.dress(v.tongue.numbers.Sprint(number.Decimal(size, number.MaxFractionDigits(digits))) + " " + units[0])
}

// Countdown is the time left on a clock: "0:42", "1:05:00". A second that has
// begun counts whole, so it reads "0:00" only when nothing is left.
func (v *Voice) Countdown(left time.Duration) string {
	s := int64((max(left, 0) + time.Second - 1) / time.Second)
	var clock strings.Builder
	if s >= 3600 {
		fmt.Fprintf(&clock, "%d:%02d:%02d", s/3600, s/60%60, s%60)
	} else {
		fmt.Fprintf(&clock, "%d:%02d", s/60, s%60)
	}
	return v.book.dress(clock.String())
}
