-- The product makes one schema for itself (magenta) and one for each company (magenta_...), and may touch no other.
GRANT ALL PRIVILEGES ON `magenta`.* TO 'iperform'@'%';
GRANT ALL PRIVILEGES ON `magenta\_%`.* TO 'iperform'@'%';
