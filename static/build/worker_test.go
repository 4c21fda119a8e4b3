package main

import (
	"bytes"
	"compress/gzip"
	"image/png"
	"strings"
	"testing"
)

// The worker and what every page loads for it are small; the worker knows every
// file that a page needs, and nothing that is not there. Icons are what they say.
func TestInstalledApp(t *testing.T) {
	dist, urls := built(t)
	worker := file(t, dist, "sw")
	within(t, "the worker", packed(t, worker), 4<<10) // it names all the files; the server puts words before it
	within(t, "pwa.js", packed(t, file(t, dist, strings.TrimPrefix(urls["pwa.js"], address))), 1229)
	for name, url := range urls {
		shell := !strings.HasSuffix(name, ".png") || name == "icon-192.png" || name == "badge.png"
		if strings.Contains(string(worker), `"`+url+`"`) != shell {
			t.Errorf("%s in the shell of the worker: %v", name, !shell)
		}
		if strings.HasSuffix(name, ".png") {
			within(t, name, len(file(t, dist, strings.TrimPrefix(url, address))), 40<<10)
		}
	}
	for _, f := range faces {
		picture, err := png.Decode(bytes.NewReader(file(t, dist, strings.TrimPrefix(urls[f.name], address))))
		if err != nil || picture.Bounds().Dx() != f.size || picture.Bounds().Dy() != f.size {
			t.Errorf("%s: %v", f.name, err)
			continue
		}
		_, _, _, corner := picture.At(0, 0).RGBA()
		if opaque := f.round == 0 && !f.ink; (corner == 0xffff) != opaque || !opaque && corner != 0 {
			t.Errorf("the corner of %s has the opacity %d", f.name, corner)
		}
		marked := false
		for x := range f.size { // the mark crosses the middle
			r, _, _, a := picture.At(x, f.size/2).RGBA()
			marked = marked || r == 0xffff && a == 0xffff
		}
		if !marked {
			t.Errorf("%s has no mark", f.name)
		}
	}
}

func packed(t *testing.T, body []byte) int {
	t.Helper()
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if _, err := z.Write(body); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// A path that we cannot draw is refused, not drawn wrong.
func TestFlattenRefuses(t *testing.T) {
	for _, d := range []string{"M1 2A3 3 0 0 1 5 5", "M1", "1 2", "M1 2C3 4"} {
		if line, err := flatten(d); err == nil {
			t.Errorf("%q became %v", d, line)
		}
	}
	if line, err := flatten("M1 2v3V1c0 0 1 1 2 2-1-1-1-1-2-2"); err != nil || len(line) != 3+48 || line[2] != (point{1, 1}) || line[26] != (point{3, 3}) || line[50] != (point{1, 1}) {
		t.Errorf("%v %v", line, err)
	}
}
