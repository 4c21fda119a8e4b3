package files

import (
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"

	"golang.org/x/image/webp"
)

// decoders are the pictures that pages show. Each is picked by the content's type and
// not guessed again; an animation yields its first frame.
var decoders = map[string]struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}{
	"image/png":  {png.DecodeConfig, png.Decode},
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode},
	"image/gif":  {gif.DecodeConfig, gif.Decode},
	"image/webp": {webp.DecodeConfig, webp.Decode},
}

// measure reads the size of a picture from its header, as it is seen; 0 when there can be no preview.
func measure(f *os.File, kind string) (width, height int) {
	d, ok := decoders[kind]
	if !ok || moves(f, kind) {
		return 0, 0
	}
	c, err := guard(func() (image.Config, error) { return d.config(whole(f)) })
	pixels, s := int64(c.Width)*int64(c.Height), shapeOf(f, kind)
	if err != nil || c.Width <= 0 || c.Height <= 0 || pixels > maxPixels || float64(pixels)*s.perPixel > maxBytes || s.scans > maxScans || !s.whole {
		return 0, 0
	}
	if kind == "image/jpeg" && orientation(whole(f)) >= 5 {
		return c.Height, c.Width
	}
	return c.Width, c.Height
}

// moves tells an animated WebP (RIFF container, VP8X flags), which x/image cannot read.
func moves(f *os.File, kind string) bool {
	head := make([]byte, 21)
	n, _ := f.ReadAt(head, 0)
	return kind == "image/webp" && n == len(head) && string(head[12:16]) == "VP8X" && head[20]&2 != 0
}

// whole reads f from its start, wherever others are in it.
func whole(f *os.File) *io.SectionReader { return io.NewSectionReader(f, 0, 1<<62) }

// guard makes a decoder's panic an error: strangers choose what it reads.
func guard[T any](decode func() (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("decoder: %v", p)
		}
	}()
	return decode()
}
