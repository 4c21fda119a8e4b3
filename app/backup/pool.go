package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// errChanged: a file does not hold what it did.
var errChanged = errors.New("a file does not hold what its hash says")

// pool is a folder of files under their SHA-256, as package files lays them out.
type pool struct {
	dir     string
	mu      sync.Mutex
	touched map[string]bool // folders that are to be on disk
}

func newPool(dir string) *pool { return &pool{dir: dir, touched: map[string]bool{dir: true}} }

func (p *pool) path(sha string) string { return filepath.Join(p.dir, sha[:2], sha) }

// has tells whether a file is there, in its size: it was read when it came.
func (p *pool) has(c content) bool {
	info, err := os.Stat(p.path(c.SHA256))
	return err == nil && info.Size() == c.Size
}

// add links a file, or copies what is none or cannot be linked, and reads it once. errChanged: it
// is not what c says.
func (p *pool) add(from io.Reader, c content) error {
	to := p.path(c.SHA256)
	begun := to + ".part"
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	defer os.Remove(begun) // it has another name by then
	os.Remove(begun)
	var got content
	var err error
	if f, is := from.(*os.File); is && os.Link(f.Name(), begun) == nil {
		got, err = contentOf(begun)
	} else {
		got, err = written(from, begun)
	}
	if err != nil {
		return err
	}
	if got != c {
		return errChanged
	}
	p.mu.Lock()
	p.touched[filepath.Dir(to)] = true
	p.mu.Unlock()
	return os.Rename(begun, to)
}

// settle has what was added survive a power cut.
func (p *pool) settle() (err error) {
	for dir := range p.touched {
		err = errors.Join(err, syncPath(dir))
	}
	return err
}

// drop removes the files that are not needed.
func (p *pool) drop(needed map[string]bool) error {
	return filepath.WalkDir(p.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || needed[e.Name()] {
			return err
		}
		if name := strings.TrimSuffix(e.Name(), ".part"); len(name) != hex.EncodedLen(sha256.Size) {
			return nil // not ours
		}
		return os.Remove(path)
	})
}

// copyInto copies a file into a new one, on the disk, and says what it holds.
func copyInto(from, to string) (c content, err error) {
	r, err := os.Open(from)
	if err != nil {
		return c, err
	}
	defer r.Close()
	return written(r, to)
}

// written is what r yields, in a new file, on the disk.
func written(r io.Reader, to string) (c content, err error) {
	w, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return c, err
	}
	sum := sha256.New()
	c.Size, err = io.Copy(io.MultiWriter(w, sum), r)
	c.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return c, errors.Join(err, w.Sync(), w.Close())
}

// contentOf reads what a file holds.
func contentOf(file string) (c content, err error) {
	f, err := os.Open(file)
	if err != nil {
		return c, err
	}
	defer f.Close()
	sum := sha256.New()
	c.Size, err = io.Copy(sum, f)
	c.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return c, err
}

// settled is contentOf a file that is on the disk then.
func settled(file string) (content, error) {
	if err := syncPath(file); err != nil {
		return content{}, err
	}
	return contentOf(file)
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
