package main

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// drawing is an icon's own file: one svg element, its drawing inside.
var drawing = regexp.MustCompile(`(?s)^\s*<svg\b[^>]*\bviewBox="([^"]+)"[^>]*>(.*)</svg>\s*$`)

// sprite gathers the icons in dir into one file of symbols, each with its file's
// name as id, and answers the sprite's address. Strokes and colours are left to
// the page, so an icon looks like the words beside it.
func sprite(dir, dist string) (string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.svg")) // sorted
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		m := drawing.FindStringSubmatch(string(source))
		if m == nil {
			return "", fmt.Errorf("%s is not one svg element with a viewBox", path)
		}
		id := strings.TrimSuffix(filepath.Base(path), ".svg")
		fmt.Fprintf(&b, `<symbol id="%s" viewBox="%s">%s</symbol>`, id, m[1], strings.TrimSpace(m[2]))
	}
	b.WriteString("</svg>\n")
	return writeHashed(dist, "icons.svg", []byte(b.String()))
}

// copyHashed puts one file into dist as it is.
func copyHashed(path, dist string) (string, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	return writeHashed(dist, filepath.Base(path), body)
}

// writeHashed writes body under a name that tells its content, in esbuild's
// manner, and answers the address.
func writeHashed(dist, name string, body []byte) (string, error) {
	sum := sha256.Sum256(body)
	ext := filepath.Ext(name)
	base := strings.TrimSuffix(name, ext) + "-" + base32.StdEncoding.EncodeToString(sum[:5]) + ext
	return address + base, os.WriteFile(filepath.Join(dist, base), body, 0o644)
}
