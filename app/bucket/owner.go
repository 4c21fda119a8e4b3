package bucket

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"
)

// Owner is the object that says whose a bucket is.
const Owner = "hilo-installation"

// Look asks whose the bucket is; "": nobody's yet.
func (b *Bucket) Look(ctx context.Context) (id string, err error) {
	r, err := b.Get(ctx, Owner, 0, -1)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, 200))
	return strings.TrimSpace(string(text)), err
}

// Claim makes the bucket that of an installation, or finds that it is. Two that shared one
// would sweep away each other's files. ErrRefused: it is another's, or the store refuses.
func (b *Bucket) Claim(ctx context.Context, id string) error {
	owner, err := b.Look(ctx)
	if err != nil || owner == id {
		return err
	}
	if owner != "" {
		return b.Anothers()
	}
	return b.Own(ctx, id)
}

// Restoring is an object that is there while a bucket is filled from a backup.
const Restoring = "hilo-restoring"

// BeginRestore says that the bucket is filled from a backup, and refuses one with anything in it,
// unless that was begun.
func (b *Bucket) BeginRestore(ctx context.Context) error {
	_, err := b.Size(ctx, Restoring)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err = b.List(ctx, func(object string, _ time.Time) error {
		if object == Owner {
			return nil
		}
		return fmt.Errorf("%s is in use: restore into an empty place, or move away what is there", b)
	})
	if err != nil {
		return err
	}
	return b.putText(ctx, Restoring, "A restore fills this bucket.")
}

// Own makes the bucket that of an installation, whosever it was.
func (b *Bucket) Own(ctx context.Context, id string) error {
	return b.putText(ctx, Owner, id)
}

func (b *Bucket) putText(ctx context.Context, object, text string) error {
	sum := sha256.Sum256([]byte(text))
	return b.Put(ctx, object, strings.NewReader(text), int64(len(text)), hex.EncodeToString(sum[:]))
}

// Anothers refuses a bucket of another installation.
func (b *Bucket) Anothers() error {
	return fmt.Errorf("%w: %s is that of another installation, or of this one with another secret file: name another bucket, or a part of it (s3://bucket/part); if it is this one's, put its secret file back, or delete the object %s there", ErrRefused, b, Owner)
}
