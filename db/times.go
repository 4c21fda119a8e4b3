package db

import (
	"context"
	"database/sql/driver"
	"time"

	"hilo/app/metrics"
)

// Times are how long the database takes.
type Times struct {
	Reads  *metrics.Times // of SQLite, each until its first row: what is sorted or counted is done by then
	Waits  *metrics.Times // of writes, for their turn
	Writes *metrics.Times // from then on, until all is stored
}

func newTimes() Times {
	times := func() *metrics.Times {
		return metrics.NewTimes(100*time.Microsecond, time.Millisecond, 10*time.Millisecond, 100*time.Millisecond, time.Second)
	}
	return Times{times(), times(), times()}
}

// timing connects to an SQLite file by connections whose reads are timed.
type timing struct {
	parsing
	reads *metrics.Times
}

func (t timing) Connect(context.Context) (driver.Conn, error) {
	c, err := connect(t.dsn)
	return &timed{c, t.reads}, err
}

type timed struct {
	conn
	reads *metrics.Times
}

func (c *timed) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	began := time.Now()
	rows, err := c.conn.QueryContext(ctx, query, args)
	c.reads.Add(time.Since(began))
	return rows, err
}

func (c *timed) Prepare(query string) (driver.Stmt, error) {
	s, err := c.conn.Prepare(query)
	if err != nil {
		return nil, err
	}
	return &timedRead{s, c.reads}, nil
}

// timedRead is a statement that is kept.
type timedRead struct {
	driver.Stmt
	reads *metrics.Times
}

func (s *timedRead) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	began := time.Now()
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	s.reads.Add(time.Since(began))
	return rows, err
}
