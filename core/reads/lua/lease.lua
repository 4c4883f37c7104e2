local epoch, now = take_lease(ARGV[1], ARGV[2])
return { epoch, now }
