package bucket

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"

	"github.com/minio/minio-go/v7"
)

// ErrAway says that the store is not reached, too slow, or fails: later it may not.
var ErrAway = errors.New("the store of files does not answer as it should")

// ErrRefused says that the store refuses, and will until somebody changes something.
var ErrRefused = errors.New("the store of files refuses")

// told is an error of the store in our words; no credentials are in it.
func (b *Bucket) told(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	var said minio.ErrorResponse
	if !errors.As(err, &said) {
		var asked *url.Error
		if errors.As(err, &asked) {
			err = asked.Err // not where to
		}
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	refused := func(help string, args ...any) error {
		return fmt.Errorf("%w (%s): %s", ErrRefused, said.Code, fmt.Sprintf(help, args...))
	}
	switch said.Code {
	case minio.NoSuchKey:
		return fs.ErrNotExist
	case minio.NoSuchBucket:
		return refused("there is no bucket %q at %s: make it, or name another", b.name, b.host)
	case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "AuthFailure":
		return refused("%s does not know these credentials: set HILO_FILES_KEY and HILO_FILES_SECRET as it gave them", b.host)
	case minio.AccessDenied, "AllAccessDisabled", "AccountProblem":
		return refused("%s does not let this key at bucket %q: allow it to read, write, list and delete objects there", b.host, b.name)
	case "AuthorizationHeaderMalformed", "InvalidRegion", "PermanentRedirect", "TemporaryRedirect":
		return refused("bucket %q lies in another region: set region= in its address", b.name)
	case "RequestTimeTooSkewed":
		return refused("the clocks of this machine and of %s differ by far: set this one right", b.host)
	}
	if said.StatusCode == http.StatusUnauthorized || said.StatusCode == http.StatusForbidden || said.StatusCode == http.StatusNotFound {
		return refused("%s does not let this key at bucket %q: set HILO_FILES, HILO_FILES_KEY and HILO_FILES_SECRET as it gave them", b.host, b.name)
	}
	return fmt.Errorf("%w: %d %s", ErrAway, said.StatusCode, said.Code)
}
