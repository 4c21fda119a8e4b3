package privacy

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"strings"
	"time"

	"hilo/app/desk"
)

// File is one with its place in the zip.
type File struct {
	desk.File
	Path string // in the zip
	Href string // from index.html
}

func (x *Export) part(name string, write func(io.Writer) error) error {
	w, err := x.create(name, zip.Deflate)
	if err != nil {
		return err
	}
	return write(w)
}

func (x *Export) create(name string, method uint16) (io.Writer, error) {
	return x.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: x.Now().In(time.UTC)})
}

// allFiles writes the files of drafts and of tickets.
func (x *Export) allFiles() error {
	for _, d := range x.Drafts {
		if err := x.files(d.Kept); err != nil {
			return err
		}
	}
	return x.Walk(Teller{Entry: func(_ *desk.Entry, kept []File) error { return x.files(kept) }})
}

func (x *Export) files(all []File) error {
	for _, f := range all {
		if err := x.file(f); err != nil {
			return err
		}
	}
	return nil
}

func (x *Export) file(f File) error {
	blob, err := x.Files.Open(x.ctx, f.SHA256)
	if errors.Is(err, fs.ErrNotExist) { // erased meanwhile: the rest is still wanted
		return nil
	} else if err != nil {
		return err
	}
	defer blob.Close()
	method := zip.Store // most are compressed already
	if strings.HasPrefix(f.Type, "text/") {
		method = zip.Deflate
	}
	w, err := x.create(f.Path, method)
	if err == nil {
		_, err = io.Copy(w, blob)
	}
	return err
}
