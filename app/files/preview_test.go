package files

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"hilo/app/fault"
)

// preview reads one that must be there, and looks at what it is.
func preview(t *testing.T, s *Store, b Blob) (image.Image, []byte) {
	t.Helper()
	f, kind, err := s.Preview(t.Context(), 1, b.SHA256, b.Type)
	if err != nil {
		t.Fatalf("%s: %v", b.Name, err)
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	m, format, err := image.Decode(bytes.NewReader(raw))
	if err != nil || kind != "image/"+format {
		t.Fatalf("%s: %s is %s, %v", b.Name, kind, format, err)
	}
	return m, raw
}

// camera writes a JPEG with EXIF: how it was held, and a secret where the place would be.
func camera(t *testing.T, m image.Image, held int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("II*\x00\x08\x00\x00\x00\x02\x00")
	tiff = append(tiff, 0x0F, 1, 2, 0, 4, 0, 0, 0, 'H', 'i', 'l', 0)
	tiff = append(tiff, 0x12, 1, 3, 0, 1, 0, 0, 0, byte(held), 0, 0, 0)
	exif := append([]byte("Exif\x00\x00"), append(tiff, "GPS-secret"...)...)
	segment := append([]byte{0xFF, 0xE1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return bytes.Join([][]byte{b.Bytes()[:2], segment, exif, b.Bytes()[2:]}, nil)
}

// However the camera was held, the preview is upright; where it was is gone.
func TestPreviewIsUprightAndForgets(t *testing.T) {
	first, second := color.RGBA{R: 255, A: 255}, color.RGBA{B: 255, A: 255} // corners of the stored first row
	stored := image.NewRGBA(image.Rect(0, 0, 80, 40))
	for y := range 20 {
		for x := range 80 {
			stored.SetRGBA(x, y, first)
			if x >= 40 {
				stored.SetRGBA(x, y, second)
			}
		}
	}
	type at struct{ right, bottom bool } // Exif 2.32, 4.6.4 A: where the first row begins and ends
	for held, want := range map[int][2]at{
		1: {{false, false}, {true, false}}, 2: {{true, false}, {false, false}},
		3: {{true, true}, {false, true}}, 4: {{false, true}, {true, true}},
		5: {{false, false}, {false, true}}, 6: {{true, false}, {true, true}},
		7: {{true, true}, {true, false}}, 8: {{false, true}, {false, false}},
		0: {{false, false}, {true, false}}, 9: {{false, false}, {true, false}}, // nonsense
	} {
		s := open(t)
		b := put(t, s, "foto.jpg", camera(t, stored, held))
		m, raw := preview(t, s, b)
		if bytes.Contains(raw, []byte("secret")) || bytes.Contains(raw, []byte("Exif")) {
			t.Errorf("%d: metadata kept", held)
		}
		size := m.Bounds().Size()
		if size.X != b.Width || size.Y != b.Height || (size.X < size.Y) != (held >= 5 && held <= 8) {
			t.Errorf("%d: %v, stored as %dx%d", held, size, b.Width, b.Height)
		}
		for i, colour := range []color.RGBA{first, second} {
			x, y := size.X/8, size.Y/8
			if want[i].right {
				x = size.X - 1 - x
			}
			if want[i].bottom {
				y = size.Y - 1 - y
			}
			r, _, blue, _ := m.At(x, y).RGBA()
			if (r > 0x8000) != (colour.R > 0) || (blue > 0x8000) != (colour.B > 0) {
				t.Errorf("%d: corner %d is not at %v", held, i, want[i])
			}
		}
	}
}

// Previews fit 640 px, never grow, and stay see-through where the picture is.
func TestPreviewSizes(t *testing.T) {
	s := open(t)
	clear := picture(100, 50)
	clear.SetRGBA(3, 3, color.RGBA{})
	for _, tt := range []struct {
		m      *image.RGBA
		w, h   int
		format string
	}{
		{picture(1280, 320), 640, 160, "jpeg"},
		{picture(3000, 4000), 480, 640, "jpeg"},
		{picture(9000, 2), 640, 1, "jpeg"},
		{picture(64, 32), 64, 32, "jpeg"},
		{clear, 100, 50, "png"},
	} {
		m, raw := preview(t, s, put(t, s, "a.png", pngOf(t, tt.m)))
		_, format, _ := image.DecodeConfig(bytes.NewReader(raw))
		if size := m.Bounds().Size(); size.X != tt.w || size.Y != tt.h || format != tt.format {
			t.Errorf("%v: got %v %s", tt.m.Rect, size, format)
		}
	}
	webp, _ := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	preview(t, s, put(t, s, "a.webp", webp))
}

// A file that claims a giant is stored as any file: no size, no preview, little memory.
func TestBombsAreOnlyFiles(t *testing.T) {
	var small bytes.Buffer
	if err := jpeg.Encode(&small, picture(8, 8), nil); err != nil {
		t.Fatal(err)
	}
	sof := bytes.Index(small.Bytes(), []byte{0xFF, 0xC0})
	copy(small.Bytes()[sof+5:], "\xff\xff\xff\xff")
	claim := pngOf(t, picture(1, 1))[:33]
	copy(claim[16:], "\x00\x00\xea\x60\x00\x00\xea\x60") // 60000 x 60000
	binary.BigEndian.PutUint32(claim[29:], crc32.ChecksumIEEE(claim[12:29]))
	for name, content := range map[string][]byte{
		"33 bytes.png": claim,
		"65535.jpg":    small.Bytes(),
		"moving.webp":  []byte("RIFF\x1a\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x09\x00\x00\x09\x00\x00"),
		"cut.png":      pngOf(t, picture(1, 1))[:20],
	} {
		s := open(t)
		var b Blob
		used := allocated(func() {
			b = put(t, s, name, content)
			if _, _, err := s.Preview(t.Context(), 1, b.SHA256, b.Type); fault.Of(err).Kind != fault.Unknown {
				t.Errorf("%s: preview %v", name, err)
			}
		})
		if b.Width != 0 || b.Height != 0 || used > 8<<20 {
			t.Errorf("%s: %+v with %d MiB", name, b, used>>20)
		}
	}
}

// Only the first of ten thousand frames is decoded.
func TestManyFrames(t *testing.T) {
	frame := image.NewPaletted(image.Rect(0, 0, 200, 100), color.Palette{color.Black, color.White})
	g := &gif.GIF{}
	for range 10_000 {
		g.Image, g.Delay = append(g.Image, frame), append(g.Delay, 1)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	s := open(t)
	used := allocated(func() {
		if m, _ := preview(t, s, put(t, s, "a.gif", b.Bytes())); m.Bounds().Dx() != 200 {
			t.Errorf("preview %v", m.Bounds())
		}
	})
	if used > 50<<20 {
		t.Errorf("%d MiB", used>>20)
	}
}

// Twenty readers of a new picture wait for one preview; whoever leaves does not spoil it.
func TestOnePreviewForAll(t *testing.T) {
	s := open(t)
	b := put(t, s, "a.png", pngOf(t, picture(800, 600)))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.Preview(gone, 1, b.SHA256, b.Type); !errors.Is(err, context.Canceled) {
		t.Errorf("gone: %v", err)
	}
	var wait sync.WaitGroup
	for who := range int64(20) {
		wait.Go(func() {
			f, _, err := s.Preview(t.Context(), who, b.SHA256, b.Type)
			if err != nil {
				t.Error(err)
				return
			}
			f.Close()
		})
	}
	wait.Wait()
	if got := stored(t, s); strings.Join(got, " ") != b.SHA256+" "+b.SHA256+".preview" {
		t.Errorf("stored %v", got)
	}
}

// A picture that is damaged has no preview, and is not tried again.
func TestBrokenPicture(t *testing.T) {
	s := open(t)
	whole := pngOf(t, picture(300, 200))
	whole[len(whole)-20] ^= 1 // in a checksum: only decoding tells
	b := put(t, s, "a.png", whole)
	for range 2 {
		if _, _, err := s.Preview(t.Context(), 1, b.SHA256, b.Type); fault.Of(err).Kind != fault.Unknown {
			t.Errorf("got %v", err)
		}
	}
	if info, err := os.Stat(s.path(b.SHA256) + ".preview"); err != nil || info.Size() != 0 {
		t.Errorf("not marked: %v", err)
	}
	for _, kind := range []string{"application/pdf", "image/heic", "image/svg+xml", ""} {
		if _, _, err := s.Preview(t.Context(), 1, b.SHA256, kind); fault.Of(err).Kind != fault.Unknown {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := guard(func() (int, error) { panic("index out of range") }); err == nil {
		t.Error("a panic is an error")
	}
}

// A picture that was cut off on its way is a file: pages leave no place for what cannot be shown.
func TestCutPictures(t *testing.T) {
	m := picture(300, 200)
	var gifs, plain bytes.Buffer
	if err := errors.Join(gif.Encode(&gifs, m, nil), jpeg.Encode(&plain, m, nil)); err != nil {
		t.Fatal(err)
	}
	small := camera(t, picture(30, 20), 1) // as cameras put it into the EXIF, with its own end
	exif := append([]byte("Exif\x00\x00"), small...)
	segment := append([]byte{0xFF, 0xE1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	nested := bytes.Join([][]byte{plain.Bytes()[:2], segment, exif, plain.Bytes()[2:]}, nil)
	webp, _ := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	s := open(t)
	for name, content := range map[string][]byte{"a.png": pngOf(t, m), "a.gif": gifs.Bytes(), "a.jpg": plain.Bytes(), "b.jpg": nested, "a.webp": webp} {
		if b := put(t, s, name, content); b.Width == 0 {
			t.Errorf("%s whole: no size", name)
		}
		for _, percent := range []int{30, 60, 90, 99} {
			b := put(t, s, name, content[:len(content)*percent/100])
			if b.Width != 0 || b.Name != name {
				t.Errorf("%s cut at %d %%: %+v", name, percent, b)
			}
		}
		trailing := append(bytes.Clone(content), "and a film of the moment"...) // as phones do
		if b := put(t, s, name, trailing); b.Width == 0 {
			t.Errorf("%s with more behind it: no size", name)
		}
	}
}

// FuzzOrientation reads whatever calls itself EXIF.
func FuzzOrientation(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x22Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00*\xff\xff\xff\xff"))
	f.Add([]byte("\xff\xd8\xff\xe0\x00\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if o := orientation(bytes.NewReader(raw)); o < 1 || o > 8 {
			t.Errorf("%d", o)
		}
	})
}

// allocated counts the bytes that do asks for.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
