package files

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"
	"time"

	"golang.org/x/image/draw"

	"hilo/app/fault"
)

const (
	previewSide = 640              // px on the long side
	patience    = 20 * time.Second // for one picture: files can be made to take hours
)

// Preview returns a small copy of a picture and its type, made when first asked for and
// kept beside the blob; the caller closes it. It is drawn anew, so nothing of the camera,
// place or author remains. What has no preview is Unknown.
func (s *Store) Preview(ctx context.Context, sha, kind string) (*os.File, string, error) {
	if !isAddress(sha) || !Inline(kind) {
		return nil, "", fault.Hide()
	}
	f, made, err := s.preview(sha)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, made, err
	}
	select {
	case s.making <- struct{}{}:
		defer func() { <-s.making }()
	case <-ctx.Done():
		return nil, "", ctx.Err()
	}
	f, made, err = s.preview(sha) // made while we waited?
	if !errors.Is(err, fs.ErrNotExist) {
		return f, made, err
	}
	if err := s.makePreview(ctx, sha, kind); err != nil {
		return nil, "", fmt.Errorf("files: preview: %w", err)
	}
	return s.preview(sha)
}

// preview opens what was made before. An empty file says that none can be made.
func (s *Store) preview(sha string) (*os.File, string, error) {
	f, err := os.Open(s.path(sha) + ".preview")
	if err != nil {
		return nil, "", err
	}
	var first [1]byte
	if _, err := f.ReadAt(first[:], 0); err != nil {
		f.Close()
		if err == io.EOF {
			err = fault.Hide()
		}
		return nil, "", err
	}
	if first[0] == 0xFF {
		return f, "image/jpeg", nil
	}
	return f, "image/png", nil
}

// makePreview keeps a preview, or the fact that this content has none. Our own
// troubles (a disk, a caller who left) are returned instead, to be tried again.
func (s *Store) makePreview(ctx context.Context, sha, kind string) error {
	blob, err := s.Open(sha)
	if err != nil {
		return err
	}
	defer blob.Close()
	short, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	in := &reader{ctx: short, r: whole(blob)}
	small, bad := guard(func() (*image.RGBA, error) { return shrink(blob, in, kind) })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if in.err != nil && !errors.Is(in.err, context.DeadlineExceeded) {
		return in.err
	}
	f, err := os.CreateTemp(s.tmp(), "preview-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // no longer there once it is kept
	defer f.Close()
	if bad == nil {
		if err := encode(f, small); err != nil {
			return err
		}
	}
	return s.keep(f, s.path(sha)+".preview")
}

// shrink decodes in, the content of blob, and draws it small and upright.
func shrink(blob *os.File, in io.Reader, kind string) (*image.RGBA, error) {
	if w, _ := measure(blob, kind); w == 0 {
		return nil, errors.New("no picture of a bearable size")
	}
	full, err := decoders[kind].decode(in)
	if err != nil {
		return nil, err
	}
	if full.Bounds().Empty() {
		return nil, errors.New("an empty picture")
	}
	// The good scaler needs 32 bytes for each row and new column: a quick one goes first.
	rough := scale(full, 3*previewSide, draw.ApproxBiLinear)
	small := scale(rough, previewSide, draw.CatmullRom)
	if kind == "image/jpeg" {
		return turn(small, orientation(whole(blob))), nil
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
