package account

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"strings"
	"time"

	"hilo/app/desk"
)

func (x *export) all() (err error) {
	if x.unsent, err = x.readUnsent(); err != nil {
		return err
	}
	if err := x.part("index.html", x.page); err != nil {
		return err
	}
	if err := x.part("data.json", x.data); err != nil {
		return err
	}
	for _, u := range x.unsent {
		if err := x.files(u.Kept); err != nil {
			return err
		}
	}
	return x.walk(teller{entry: func(_ *desk.Entry, kept []exportFile) error { return x.files(kept) }})
}

func (x *export) files(all []exportFile) error {
	for _, f := range all {
		if err := x.file(f); err != nil {
			return err
		}
	}
	return nil
}

func (x *export) part(name string, write func(io.Writer) error) error {
	w, err := x.create(name, zip.Deflate)
	if err != nil {
		return err
	}
	return write(w)
}

func (x *export) create(name string, method uint16) (io.Writer, error) {
	return x.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: x.Now().In(time.UTC)})
}

// exportFile is a file with its place in the zip.
type exportFile struct {
	desk.File
	Path string // in the zip
	Href string // from index.html
	Size string
	Show bool // as a picture
}

func (x *export) file(f exportFile) error {
	blob, err := x.Files.Open(f.SHA256)
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
