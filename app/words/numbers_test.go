package words

import (
	"math"
	"testing"
)

func TestNumbers(t *testing.T) {
	catalogue := opened(t)
	es, en := catalogue.In("es", nil), catalogue.In("en", nil)
	for _, tt := range []struct{ got, want string }{
		{es.language.group(int64(0)), "0"},
		{es.language.group(int64(9999)), "9999"},
		{es.language.group(int64(12345)), "12.345"},
		{es.language.group(int64(-1234567)), "-1.234.567"},
		{en.language.group(int64(1234)), "1,234"},
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
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}
