package words

import (
	"math"
	"testing"
	"time"
)

func TestNumbers(t *testing.T) {
	book := opened(t)
	es, en := book.In("es", nil), book.In("en", nil)
	for _, tt := range []struct{ got, want string }{
		{es.Number(0), "0"},
		{es.Number(9999), "9999"},
		{es.Number(12345), "12.345"},
		{es.Number(-1234567), "-1.234.567"},
		{en.Number(1234), "1,234"},
		{es.Bytes(0), "0 B"},
		{es.Bytes(1023), "1023 B"},
		{es.Bytes(1024), "1 KB"},
		{es.Bytes(184 << 10), "184 KB"},
		{es.Bytes(1<<20 - 1), "1 MB"},
		{es.Bytes(1<<20 + 200<<10), "1,2 MB"},
		{en.Bytes(1<<20 + 200<<10), "1.2 MB"},
		{en.Bytes(10<<20 + 1), "10 MB"},
		{en.Bytes(25 << 20), "25 MB"},
		{en.Bytes(3 << 30), "3 GB"},
		{en.Bytes(math.MaxInt64), "8,388,608 TB"},
		{es.Countdown(42 * time.Second), "0:42"},
		{es.Countdown(time.Millisecond), "0:01"},
		{es.Countdown(0), "0:00"},
		{es.Countdown(-time.Hour), "0:00"},
		{es.Countdown(15 * time.Minute), "15:00"},
		{en.Countdown(time.Hour + 5*time.Minute + 9*time.Second), "1:05:09"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}
