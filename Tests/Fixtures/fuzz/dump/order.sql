CREATE TABLE `early` (`a` int);
USE a;
INSERT INTO `early` VALUES (1,2),(3
