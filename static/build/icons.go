package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
)

// face is the app's icon in one of the forms that systems ask for.
type face struct {
	name  string
	size  int
	round float64 // of the corners, in the icon's 48 units; 24 is a circle
	mark  float64 // how large the mark is, 1 as drawn
	ink   bool    // the mark alone, on nothing
}

var faces = []face{
	{"icon-192.png", 192, 11, 1, false},
	{"icon-512.png", 512, 11, 1, false},
	{"icon-maskable.png", 512, 0, 0.9, false}, // cut to any shape: colour to the edge, the mark in the inner 80 %
	{"icon-apple.png", 180, 0, 1, false},      // iOS rounds it
	{"badge.png", 96, 0, 1.5, true},           // of a notification: only its shape shows
}

var (
	fill   = regexp.MustCompile(`<rect[^>]*fill="#([0-9a-f]{6})"`)
	stroke = regexp.MustCompile(`<path[^>]* d="([^"]+)"[^>]*stroke-width="([\d.]+)"`)
)

// paint draws every face from the geometry of icon.svg, and answers their addresses.
func paint(source, dist string) (map[string]string, error) {
	svg, err := os.ReadFile(source)
	if err != nil {
		return nil, err
	}
	ground, mark := fill.FindSubmatch(svg), stroke.FindSubmatch(svg)
	if ground == nil || mark == nil {
		return nil, fmt.Errorf("%s has no ground or no mark", source)
	}
	line, err := flatten(string(mark[1]))
	if err != nil {
		return nil, err
	}
	width, _ := strconv.ParseFloat(string(mark[2]), 64) // digits
	rgb, _ := strconv.ParseUint(string(ground[1]), 16, 32)
	urls := map[string]string{}
	for _, f := range faces {
		var b bytes.Buffer
		picture := f.draw(line, width, color.NRGBA{uint8(rgb >> 16), uint8(rgb >> 8), uint8(rgb), 255})
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, picture); err != nil {
			return nil, err
		}
		if urls[f.name], err = writeHashed(dist, f.name, b.Bytes()); err != nil {
			return nil, err
		}
	}
	return urls, nil
}

// draw covers each pixel as far as the shape does.
func (f face) draw(line []point, width float64, ground color.NRGBA) image.Image {
	picture := image.NewNRGBA(image.Rect(0, 0, f.size, f.size))
	unit := 48 / float64(f.size)
	scale := 1.2 * f.mark // of the mark in the icon, as in icon.svg
	for y := range f.size {
		for x := range f.size {
			px, py := (float64(x)+0.5)*unit, (float64(y)+0.5)*unit
			at := point{(px-24)/scale + 12, (py-24)/scale + 12}
			on := cover((width/2 - away(at, line)) * scale / unit)
			c := color.NRGBA{255, 255, 255, uint8(255*on + 0.5)}
			if !f.ink {
				c = blend(ground, on)
				c.A = uint8(255*cover(f.inside(px, py)/unit) + 0.5)
			}
			picture.SetNRGBA(x, y, c)
		}
	}
	return picture
}

// inside is how deep a place lies in the rounded square, in units.
func (f face) inside(x, y float64) float64 {
	dx, dy := math.Abs(x-24)-(24-f.round), math.Abs(y-24)-(24-f.round)
	return f.round - math.Hypot(max(dx, 0), max(dy, 0)) - min(max(dx, dy), 0)
}

func cover(pixels float64) float64 { return min(1, max(0, pixels+0.5)) }

func blend(c color.NRGBA, white float64) color.NRGBA {
	mix := func(v uint8) uint8 { return uint8(float64(v)*(1-white) + 255*white + 0.5) }
	return color.NRGBA{mix(c.R), mix(c.G), mix(c.B), 255}
}

// pictures puts the screenshots of the installation dialog into dist.
func pictures(dir, dist string) (map[string]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.png"))
	urls := map[string]string{}
	for _, path := range paths {
		if urls[filepath.Base(path)], err = copyHashed(path, dist); err != nil {
			return nil, err
		}
	}
	return urls, err
}
