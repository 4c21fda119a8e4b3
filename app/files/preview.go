package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"time"

	"hilo/app/fault"
)

// patience is how long a child may take on a busy machine, where its own time is much less.
const patience = time.Minute

// Preview returns a small copy of a picture and its type, made when who first asks for it
// and kept beside the blob; the caller closes it. It is drawn anew, so nothing of the camera,
// place or author remains. Persons take turns; whoever leaves (ctx ends) holds nobody up.
// What has no preview is Unknown.
func (s *Store) Preview(ctx context.Context, who int64, sha, kind string) (*os.File, string, error) {
	if !isAddress(sha) || !Inline(kind) {
		return nil, "", fault.Hide()
	}
	f, made, err := s.preview(sha)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, made, err
	}
	err = s.making.await(ctx, who, sha, func(ctx context.Context) error { return s.makePreview(ctx, sha, kind) })
	if err != nil {
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

// makePreview has a child draw and keeps what it made, or the fact that this content has no
// preview. Troubles of this machine (a disk, no time) are returned instead, to be tried again.
func (s *Store) makePreview(ctx context.Context, sha, kind string) error {
	if _, err := os.Stat(s.path(sha) + ".preview"); err == nil {
		return nil // made while we waited
	}
	blob, done, err := s.local(ctx, sha)
	if err != nil {
		return err
	}
	defer done()
	f, err := os.CreateTemp(s.tmp(), "preview-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // no longer there once it is kept
	defer f.Close()
	err = s.draw(ctx, blob, f, kind)
	if errors.Is(err, errContent) {
		err = f.Truncate(0)
	}
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return s.settle(f.Name(), s.path(sha)+".preview")
}

// local is a blob as a file of this machine, until done.
func (s *Store) local(ctx context.Context, sha string) (f *os.File, done func(), err error) {
	blob, err := s.Open(ctx, sha)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if f != blob {
			blob.Close()
		}
	}()
	if f, is := blob.(*os.File); is {
		return f, func() { f.Close() }, nil
	}
	if f, err = os.CreateTemp(s.tmp(), "copy-"); err != nil {
		return nil, nil, err
	}
	done = func() { f.Close(); os.Remove(f.Name()) }
	if _, err = io.Copy(f, &reader{ctx: ctx, r: blob}); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		done()
	}
	return f, done, err
}

// draw runs the child. errContent: the picture is to blame.
func (s *Store) draw(ctx context.Context, in, out *os.File, kind string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	said := new(opening)
	child := exec.CommandContext(ctx, s.Child[0], append(s.Child[1:], "preview", kind)...)
	child.Stdin, child.Stdout, child.Stderr = in, out, said
	child.Env = []string{"GOMAXPROCS=1", "GOTRACEBACK=none"} // and none of our settings
	err := child.Run()
	switch at := child.ProcessState; {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case at != nil && (at.ExitCode() == noPicture || at.UserTime()+at.SystemTime() > (maxCPU*time.Second)*9/10 || said.tells(begun) && said.tells("out of memory", "cannot allocate memory")):
		return errContent
	}
	return fmt.Errorf("the child: %w: %s", err, said)
}

// opening keeps the beginning of what is written to it.
type opening struct{ strings.Builder }

func (o *opening) Write(p []byte) (int, error) {
	o.Builder.Write(p[:min(len(p), max(0, 2048-o.Len()))])
	return len(p), nil
}

func (o *opening) tells(words ...string) bool {
	for _, w := range words {
		if strings.Contains(o.String(), w) {
			return true
		}
	}
	return false
}

// self is the program that runs, also when its file was replaced.
func self() []string {
	if _, err := os.Stat("/proc/self/exe"); err == nil {
		return []string{"/proc/self/exe"}
	}
	path, err := os.Executable()
	if err != nil {
		path = os.Args[0]
	}
	return []string{path}
}
