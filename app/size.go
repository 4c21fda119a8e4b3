package app

import (
	"fmt"
	"strconv"
	"strings"
)

// Size is a number of bytes in a setting: 500MB, 2GB, or off, which is negative.
type Size int64

// UnmarshalText reads it as kong and the environment write it.
func (s *Size) UnmarshalText(text []byte) error {
	word := strings.ToUpper(strings.ReplaceAll(string(text), " ", ""))
	if word == "OFF" {
		*s = -1
		return nil
	}
	number, unit := strings.TrimSuffix(word, "B"), int64(1)
	for i, letter := range "KMGT" {
		if rest, ok := strings.CutSuffix(number, string(letter)); ok {
			number, unit = rest, 1<<(10*(i+1))
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n <= 0 || n > 1<<62/unit {
		return fmt.Errorf("must be a size like 500MB, or off, not %q", text)
	}
	*s = Size(n * unit)
	return nil
}

// or is s, or what it is where nobody set it.
func (s Size) or(usual Size) Size {
	if s == 0 {
		return usual
	}
	return s
}
