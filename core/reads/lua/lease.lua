local epoch, now = ticket(ARGV[1], ARGV[2])
return { epoch, now }
