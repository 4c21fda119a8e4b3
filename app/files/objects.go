package files

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/bucket"
	"hilo/app/fault"
	"hilo/db"
)

// OpenBucket is the store that keeps blobs in a bucket of the installation id, and tells
// in the table blobs of d what is in it. dir is for what is still arriving and for previews.
func OpenBucket(dir string, b *bucket.Bucket, d *db.DB, id string) (*Store, error) {
	s := newStore(dir)
	s.place = &objects{Store: s, bucket: b, db: d, id: id}
	return s, s.open()
}

// objects keeps blobs in a bucket, under names that are used once: SHA-256/random. A row stands
// before its object and is deleted before it, so nobody deletes what another has just stored.
type objects struct {
	*Store
	bucket *bucket.Bucket
	db     *db.DB
	id     string // of the installation

	listed time.Time // when the bucket was last looked through
}

// take puts what nobody has stored yet.
func (s *objects) take(ctx context.Context, f *os.File, b *Blob) error {
	found, err := s.again(ctx, b.Meta)
	if !found && err == nil {
		err = s.store(ctx, f, b.SHA256, b.Size)
	}
	return storeTold(err, fault.Fault{Field: "files", Key: "files.store", Args: []any{"Name", b.Name}})
}

// again finds the same content stored, and makes it young for the sweeper. What the bucket
// has lost is not looked for there any more.
func (s *objects) again(ctx context.Context, m Meta) (found bool, err error) {
	stored, err := s.stored(ctx, m.SHA256)
	for _, object := range stored {
		size, err := s.bucket.Size(ctx, object)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
		if err != nil || size != m.Size {
			if _, err := s.db.Exec(ctx, "UPDATE blobs SET stored = FALSE WHERE object = ?", object); err != nil {
				return false, err
			}
			continue
		}
		young, err := db.Changed(s.db.Exec(ctx, "UPDATE blobs SET used_at = ? WHERE object = ? AND stored", db.Time(s.Now()), object))
		if young || err != nil {
			return young, err
		}
	}
	return false, err
}

// stored are the objects of a content.
func (s *objects) stored(ctx context.Context, sha string) (all []string, err error) {
	err = s.db.Read.NewRaw("SELECT object FROM blobs WHERE sha = ? AND stored ORDER BY used_at DESC, object", sha).Scan(ctx, &all)
	return all, err
}

// store writes the row, the object, and that it is there. What is left of a failure the sweeper finds.
func (s *objects) store(ctx context.Context, f io.ReaderAt, sha string, size int64) error {
	object := sha + "/" + rand.Text()
	if _, err := s.db.Exec(ctx, "INSERT INTO blobs (object, sha, stored, used_at) VALUES (?, ?, FALSE, ?)", object, sha, db.Time(s.Now())); err != nil {
		return err
	}
	if err := s.bucket.Put(ctx, object, f, size, sha); err != nil {
		return err
	}
	there, err := db.Changed(s.db.Exec(ctx, "UPDATE blobs SET stored = TRUE WHERE object = ?", object))
	if err == nil && !there {
		err = fmt.Errorf("%w: it took longer than the sweeper waits", bucket.ErrAway)
	}
	return err
}

func (s *objects) begin(ctx context.Context) error { return s.bucket.Claim(ctx, s.id) }

func (s *objects) keep(Blob) error { return nil } // it lies where it lasts

func (s *objects) drop(Blob) {} // what no row names the sweeper takes

// open reads the first copy that is there.
func (s *objects) open(ctx context.Context, sha string, from, n int64) (io.ReadCloser, error) {
	var copies []string // also one of which nobody knows: it may be there
	if err := s.db.Read.NewRaw("SELECT object FROM blobs WHERE sha = ? ORDER BY stored DESC, used_at DESC, object", sha).Scan(ctx, &copies); err != nil {
		return nil, err
	}
	for _, object := range copies {
		r, err := s.bucket.Get(ctx, object, from, n)
		if !errors.Is(err, fs.ErrNotExist) {
			return r, storeTold(err, fault.Fault{Key: "files.away"})
		}
	}
	return nil, fs.ErrNotExist
}

func (s *objects) claim(ctx context.Context, tx bun.Tx, shas []string) error {
	shas = slices.Compact(slices.Sorted(slices.Values(shas)))
	if len(shas) == 0 {
		return nil
	}
	var there []string
	err := tx.NewRaw("UPDATE blobs SET used_at = ? WHERE sha IN (?) AND stored RETURNING sha", db.Time(s.Now()), bun.List(shas)).Scan(ctx, &there)
	if err != nil && !db.Missing(err) {
		return err
	}
	slices.Sort(there)
	if len(slices.Compact(there)) < len(shas) {
		return fault.Mend("files", "files.gone")
	}
	return nil
}

// Restore puts a file of a backup into the bucket, or says that the store has none.
func (s *Store) Restore(ctx context.Context, f *os.File, sha string, size int64) error {
	o, is := s.place.(*objects)
	if !is {
		return errors.New("files: only a bucket is restored through its store")
	}
	if found, err := o.again(ctx, Meta{SHA256: sha, Size: size}); found || err != nil {
		return err
	}
	return o.store(ctx, f, sha, size)
}

// storeTold gives a store that does not answer words for the person; the log still sees the cause.
func storeTold(err error, said fault.Fault) error {
	if errors.Is(err, bucket.ErrAway) || errors.Is(err, bucket.ErrRefused) {
		said.Kind = fault.Away
		return fmt.Errorf("%w: %w", &said, err)
	}
	return err
}
