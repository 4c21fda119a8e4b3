package files

import (
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"golang.org/x/image/draw"
)

// previewSide is the long side of a preview, in pixels.
const previewSide = 640

// noPicture is how a child says that its content is to blame, and always will be.
const noPicture = 3

// Whatever program holds this package can be the child that draws previews (the server, and
// the tests of it): preview KIND reads a picture from stdin, a file, and writes to stdout.
// Decoders meet what strangers made, so they get a process of their own, with limits.
func init() {
	if len(os.Args) != 3 || os.Args[1] != "preview" {
		return
	}
	spent := make(chan os.Signal, 1)
	signal.Notify(spent, syscall.SIGXCPU)
	go func() {
		<-spent
		os.Exit(noPicture)
	}()
	err := confine()
	if err == nil {
		fmt.Fprintln(os.Stderr, begun)
		err = drawSmall(os.Stdin, os.Stdout, os.Args[2])
	}
	switch {
	case errors.Is(err, errContent):
		os.Exit(noPicture)
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// begun is said by a child that came as far as its picture: what ends it before is not the
// picture's doing.
const begun = "begun"

var errContent = errors.New("no picture")

// drawSmall draws the picture in small.
func drawSmall(in *os.File, out io.Writer, kind string) error {
	small, err := guard(func() (*image.RGBA, error) { return shrink(in, kind) })
	if err != nil {
		return fmt.Errorf("%w: %w", errContent, err)
	}
	return encode(out, small)
}

// shrink decodes a picture and draws it small and upright.
func shrink(in *os.File, kind string) (*image.RGBA, error) {
	if w, _ := measure(in, kind); w == 0 {
		return nil, errors.New("no picture of a bearable size")
	}
	full, err := decoders[kind].decode(whole(in))
	if err != nil {
		return nil, err
	}
	if full.Bounds().Empty() {
		return nil, errors.New("an empty picture")
	}
	// The good scaler needs 32 bytes for each row and new column: a quick one goes first.
	rough := scale(full, 3*previewSide, draw.ApproxBiLinear)
	runtime.GC() // and what the whole took is room for the good one
	small := scale(rough, previewSide, draw.CatmullRom)
	if kind == "image/jpeg" {
		return turn(small, orientation(whole(in))), nil
	}
	return small, nil
}

// scale makes src fit a square of side px; it never grows.
func scale(src image.Image, side int, scaler draw.Scaler) *image.RGBA {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	if long := max(w, h); long > side {
		w, h = max(1, w*side/long), max(1, h*side/long)
	} else if as, ok := src.(*image.RGBA); ok {
		return as
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	scaler.Scale(dst, dst.Rect, src, src.Bounds(), draw.Src, nil)
	return dst
}

func encode(w io.Writer, m *image.RGBA) error {
	if m.Opaque() {
		return jpeg.Encode(w, m, &jpeg.Options{Quality: 80})
	}
	return png.Encode(w, m)
}
