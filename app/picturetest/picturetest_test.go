package picturetest

import (
	"bytes"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"testing"
)

// They are pictures: who has the patience decodes them.
func TestPicturesAreWhole(t *testing.T) {
	for name, raw := range map[string][]byte{"scans": Scans(100, 70, 5), "deep": PNG(101, 67, true), "plain": PNG(100, 70, false), "one": PNG(1, 1, true)} {
		if m, _, err := image.Decode(bytes.NewReader(raw)); err != nil || m.Bounds().Empty() {
			t.Errorf("%s: %v", name, err)
		}
	}
}
