// Package bucket keeps objects in a bucket of any S3 (Amazon S3 API Reference, 2006-03-01).
package bucket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"hilo/app/metrics"
)

// What a store may take. Whoever waits is a person, so it is not long.
const (
	tries      = 3 // of what can be tried again, within one patience
	patience   = 10 * time.Second
	leastSpeed = 256 << 10 // bytes a second that a store takes at least
)

// Bucket is one that is this installation's alone, or what begins with a prefix in one.
type Bucket struct {
	Times    *metrics.Times // until the store answered
	Failures atomic.Uint64  // answers that were none
	Patience time.Duration  // until an answer begins, and between two parts of it

	core   *minio.Core
	name   string
	prefix string // "", or a path with its slash
	host   string
}

// Open reads an address (Parse) and goes nowhere yet.
func Open(address, key, secret string) (*Bucket, error) {
	at, err := parse(address)
	if err != nil {
		return nil, err
	}
	if key == "" || secret == "" {
		return nil, errors.New("the store of files wants credentials: set HILO_FILES_KEY and HILO_FILES_SECRET")
	}
	core, err := minio.NewCore(at.host, &minio.Options{
		Creds: credentials.NewStaticV4(key, secret, ""), Secure: at.secure, Region: at.region, MaxRetries: tries, Transport: transport(),
	})
	if err != nil {
		return nil, fmt.Errorf("%s is no endpoint of a store of files", at.host)
	}
	return &Bucket{
		Patience: patience,
		core:     core, name: at.bucket, prefix: at.prefix, host: at.host,
		Times: metrics.NewTimes(10*time.Millisecond, 30*time.Millisecond, 100*time.Millisecond, 300*time.Millisecond, time.Second, 3*time.Second, 10*time.Second),
	}, nil
}

// transport gives up where nobody answers.
func transport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout: 5 * time.Second,
		IdleConnTimeout:     time.Minute,
		MaxIdleConnsPerHost: 16,
		DisableCompression:  true, // what is read is what was written
		ForceAttemptHTTP2:   true,
	}
}

// String names the bucket.
func (b *Bucket) String() string {
	return fmt.Sprintf("bucket %q at %s", b.name+"/"+b.prefix, b.host)
}

// Put writes an object of that SHA-256 and size, which the store holds against it.
func (b *Bucket) Put(ctx context.Context, object string, content io.ReaderAt, size int64, sha string) error {
	ctx, cancel := context.WithTimeout(ctx, b.Patience+time.Duration(size/leastSpeed)*time.Second)
	defer cancel()
	put := func() error {
		// Of each try its own: what is left of the one before may still be read. Without Seek minio tries once.
		once := struct{ io.Reader }{io.NewSectionReader(content, 0, size)}
		_, err := b.core.PutObject(ctx, b.name, b.prefix+object, once, size, "", sha, minio.PutObjectOptions{DisableContentSha256: true}) // of each part of it: all of it has one
		return err
	}
	err := b.timed(put)
	for again := 1; again < tries && errors.Is(err, ErrAway); again++ {
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(again) * 200 * time.Millisecond):
		}
		err = b.timed(put)
	}
	return err
}

// Size is how large an object is. fs.ErrNotExist: there is none.
func (b *Bucket) Size(ctx context.Context, object string) (size int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, b.Patience)
	defer cancel()
	err = b.timed(func() error {
		info, err := b.core.StatObject(ctx, b.name, b.prefix+object, minio.StatObjectOptions{})
		size = info.Size
		return err
	})
	return size, err
}

// Remove removes an object; that there is none is as good.
func (b *Bucket) Remove(ctx context.Context, object string) error {
	ctx, cancel := context.WithTimeout(ctx, b.Patience)
	defer cancel()
	return b.timed(func() error {
		return b.core.RemoveObject(ctx, b.name, b.prefix+object, minio.RemoveObjectOptions{})
	})
}

// List calls each with all objects and the times, by the store's clock, that they were written at.
func (b *Bucket) List(ctx context.Context, each func(object string, at time.Time) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for found := range b.core.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true}) {
		if found.Err != nil {
			b.Failures.Add(1)
			return b.told(found.Err)
		}
		if err := each(found.Key[len(b.prefix):], found.LastModified); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// timed does what asks the store, and counts it.
func (b *Bucket) timed(ask func() error) error {
	began := time.Now()
	err := b.told(ask())
	b.Times.Add(time.Since(began))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		b.Failures.Add(1)
	}
	return err
}
