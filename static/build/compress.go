package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// compress gives each file that pages load a .br and a .gz twin. Done once here
// with all the time in the world, so the server never compresses them. Source
// maps stay as they are: only a developer's tools ask for them.
func compress(dist string) error {
	for _, pattern := range []string{"*.js", "*.css", "*.svg"} {
		paths, err := filepath.Glob(filepath.Join(dist, pattern))
		if err != nil {
			return err
		}
		for _, path := range paths {
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if err := twin(path+".br", body, func(w io.Writer) io.WriteCloser {
				return brotli.NewWriterLevel(w, brotli.BestCompression)
			}); err != nil {
				return err
			}
			if err := twin(path+".gz", body, func(w io.Writer) io.WriteCloser {
				z, _ := gzip.NewWriterLevel(w, gzip.BestCompression) // a level that exists
				return z
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

func twin(path string, body []byte, packer func(io.Writer) io.WriteCloser) error {
	var small bytes.Buffer
	w := packer(&small)
	if _, err := w.Write(body); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, small.Bytes(), 0o644)
}
