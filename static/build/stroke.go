package main

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// point is a place in the mark's own 24 by 24 units.
type point struct{ x, y float64 }

var pathWord = regexp.MustCompile(`[A-Za-z]|-?\d*\.?\d+`)

// flatten turns the data of an SVG path (M, C, c, V and v are all we draw
// with) into one line of short steps.
func flatten(d string) ([]point, error) {
	words := pathWord.FindAllString(d, -1)
	var line []point
	var at point
	verb := ""
	for i := 0; i < len(words); {
		if _, err := strconv.ParseFloat(words[i], 64); err != nil {
			verb = words[i]
			i++
		}
		need := map[string]int{"M": 2, "C": 6, "c": 6, "V": 1, "v": 1}[verb]
		if need == 0 || i+need > len(words) {
			return nil, fmt.Errorf("path: %q is not drawn here", verb)
		}
		var n [6]float64
		for j := range need {
			var err error
			if n[j], err = strconv.ParseFloat(words[i+j], 64); err != nil {
				return nil, fmt.Errorf("path: %w", err)
			}
		}
		i += need
		from := at
		switch verb {
		case "M":
			at = point{n[0], n[1]}
			line = append(line, at)
		case "V", "v":
			if at.y = n[0]; verb == "v" {
				at.y += from.y
			}
			line = append(line, at)
		case "C", "c":
			if verb == "c" {
				for j := range n {
					n[j] += [2]float64{from.x, from.y}[j%2]
				}
			}
			at = point{n[4], n[5]}
			line = append(line, curve(from, point{n[0], n[1]}, point{n[2], n[3]}, at)...)
		}
	}
	return line, nil
}

// curve is a cubic Bézier curve in steps, without its first point.
func curve(a, b, c, d point) (line []point) {
	const steps = 24
	for i := 1; i <= steps; i++ {
		t := float64(i) / steps
		u := 1 - t
		mix := func(a, b, c, d float64) float64 { return u*u*u*a + 3*u*u*t*b + 3*u*t*t*c + t*t*t*d }
		line = append(line, point{mix(a.x, b.x, c.x, d.x), mix(a.y, b.y, c.y, d.y)})
	}
	return line
}

// away is how far p is from the line: round ends and corners come by themselves.
func away(p point, line []point) float64 {
	least := math.Inf(1)
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		dx, dy := b.x-a.x, b.y-a.y
		t := 0.0
		if long := dx*dx + dy*dy; long > 0 {
			t = min(1, max(0, ((p.x-a.x)*dx+(p.y-a.y)*dy)/long))
		}
		least = min(least, math.Hypot(p.x-a.x-t*dx, p.y-a.y-t*dy))
	}
	return least
}
