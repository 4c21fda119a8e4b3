//go:build !race

package sitetest

// slack is how much longer everything may take under the race detector.
const slack = 1
