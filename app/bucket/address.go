package bucket

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/minio/minio-go/v7/pkg/s3utils"
)

// Is tells whether an address is that of a bucket.
func Is(address string) bool { return strings.HasPrefix(address, "s3://") }

// address is where a bucket is.
type address struct {
	bucket, prefix, host, region string
	secure                       bool
}

// like is an address as it should be.
const like = "s3://bucket?endpoint=https://s3.example.com&region=eu-west-1"

var prefixes = regexp.MustCompile(`^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$`)

// parse reads s3://bucket/prefix?endpoint=https://host&region=name. What is wrong with it
// is said without it: there might be a secret in it.
func parse(text string) (at address, err error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "s3" || u.Fragment != "" {
		return at, fmt.Errorf("must be like %s", like)
	}
	q, err := url.ParseQuery(u.RawQuery)
	switch {
	case u.User != nil || hasSecret(q):
		return at, errors.New("credentials do not belong in it, where they would be shown: set HILO_FILES_KEY and HILO_FILES_SECRET")
	case err != nil:
		return at, fmt.Errorf("must be like %s", like)
	case s3utils.CheckValidBucketNameStrict(u.Host) != nil:
		return at, fmt.Errorf("%q cannot be the name of a bucket; it must be like %s", u.Host, like)
	}
	for name := range q {
		if name != "endpoint" && name != "region" {
			return at, fmt.Errorf("only endpoint and region can be set of a bucket, not %q; it must be like %s", name, like)
		}
	}
	at = address{bucket: u.Host, region: q.Get("region"), host: "s3.amazonaws.com", secure: true}
	if at.prefix = strings.Trim(u.Path, "/"); at.prefix != "" {
		if !prefixes.MatchString(at.prefix) {
			return at, errors.New("what follows the bucket may have letters a to z, digits, - and _, and slashes between them")
		}
		at.prefix += "/"
	}
	if q.Has("endpoint") {
		e, err := url.Parse(q.Get("endpoint"))
		if err != nil || e.Scheme != "https" && e.Scheme != "http" || e.Host == "" || e.User != nil || strings.Trim(e.Path, "/") != "" {
			return at, errors.New("its endpoint must be like https://s3.example.com")
		}
		at.host, at.secure = e.Host, e.Scheme == "https"
		if at.region == "" {
			at.region = "us-east-1" // what stores say that have none
		}
	}
	return at, nil
}

// hasSecret tells whether somebody put credentials into an address.
func hasSecret(q url.Values) bool {
	for name := range q {
		name = strings.ToLower(name)
		if slices.ContainsFunc([]string{"secret", "key", "token", "password", "credential"}, func(word string) bool { return strings.Contains(name, word) }) {
			return true
		}
	}
	return false
}
