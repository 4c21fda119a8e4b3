package bucket

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
)

// Get reads n bytes of an object from one on; n < 0: all that follow. The end of ctx ends it
// until it is begun, then Close. Where the store breaks off, it is asked for the rest; a read
// that nothing comes for is ErrAway. fs.ErrNotExist: there is no such object.
func (b *Bucket) Get(ctx context.Context, object string, from, n int64) (io.ReadCloser, error) {
	r := &reading{bucket: b, object: object, at: from, left: n}
	r.ctx, r.stop = context.WithCancel(context.WithoutCancel(ctx))
	leaves := context.AfterFunc(ctx, r.stop)
	err := r.begin()
	if !leaves() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// reading is an object on its way.
type reading struct {
	bucket   *Bucket
	object   string
	at, left int64 // where it is; what is to come, < 0 until it is known
	ctx      context.Context
	stop     context.CancelFunc
	body     io.ReadCloser
	again    int
}

// begin asks for what is left.
func (r *reading) begin() error {
	if r.left == 0 {
		r.body = http.NoBody
		return nil
	}
	wait := time.AfterFunc(r.bucket.Patience, r.stop)
	var o minio.GetObjectOptions
	end := int64(0) // none
	if r.left > 0 {
		end = r.at + r.left - 1
	}
	whole := r.at == 0 && r.left < 0
	if !whole {
		if err := o.SetRange(r.at, end); err != nil {
			return err
		}
	}
	err := r.bucket.timed(func() error {
		body, info, head, err := r.bucket.core.GetObject(r.ctx, r.bucket.name, r.bucket.prefix+r.object, o)
		if err != nil {
			return err
		}
		if !whole && !strings.HasPrefix(head.Get("Content-Range"), "bytes "+strconv.FormatInt(r.at, 10)+"-") || r.left > 0 && info.Size != r.left {
			body.Close()
			return fmt.Errorf("asked for bytes %d-%d, it sends %q, %d bytes", r.at, end, head.Get("Content-Range"), info.Size)
		}
		r.body, r.left = body, info.Size
		return nil
	})
	return r.late(wait, err)
}

// late words that the time was over.
func (r *reading) late(wait *time.Timer, err error) error {
	if !wait.Stop() {
		return fmt.Errorf("%w: nothing came for %s", ErrAway, r.bucket.Patience)
	}
	return err
}

// Read reads on, however often the store breaks off, up to a point.
func (r *reading) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n, err := r.read(p)
	for n == 0 && err != nil && r.again < tries && r.ctx.Err() == nil {
		r.again++
		r.body.Close()
		if err = r.begin(); err == nil {
			n, err = r.read(p)
		}
	}
	if n > 0 {
		return n, nil // what is wrong is seen at the next
	}
	return n, err
}

func (r *reading) read(p []byte) (int, error) {
	wait := time.AfterFunc(r.bucket.Patience, r.stop)
	n, err := r.body.Read(p[:min(int64(len(p)), r.left)])
	r.at, r.left = r.at+int64(n), r.left-int64(n)
	switch {
	case r.left == 0:
		err = nil
	case err == io.EOF:
		err = io.ErrUnexpectedEOF
	}
	return n, r.late(wait, r.bucket.told(err))
}

// Close ends it, wherever it is.
func (r *reading) Close() error {
	r.stop()
	if r.body == nil {
		return nil
	}
	return r.body.Close()
}
